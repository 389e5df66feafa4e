builtins.toJSON { "a\"b\n" = 1; }
