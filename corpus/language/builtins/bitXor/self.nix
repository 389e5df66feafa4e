builtins.bitXor 7 7
