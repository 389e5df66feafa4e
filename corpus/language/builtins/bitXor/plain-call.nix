builtins.bitXor 6 3
