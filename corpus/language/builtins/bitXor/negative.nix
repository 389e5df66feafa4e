builtins.bitXor (-1) 5
