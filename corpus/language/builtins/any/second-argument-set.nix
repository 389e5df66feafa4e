builtins.any (x: true) { a = 1; }
