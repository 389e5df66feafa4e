builtins.filter (x: true) { a = 1; }
