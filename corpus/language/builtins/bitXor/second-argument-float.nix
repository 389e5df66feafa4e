builtins.bitXor 6 1.5
