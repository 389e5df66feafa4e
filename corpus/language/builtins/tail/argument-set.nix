builtins.tail { a = 1; }
