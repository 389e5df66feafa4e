builtins.bitXor 6
