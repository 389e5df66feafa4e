builtins.bitXor 6 "1"
