builtins.bitXor 1.5 3
