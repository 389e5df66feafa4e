builtins.bitXor "1" 3
