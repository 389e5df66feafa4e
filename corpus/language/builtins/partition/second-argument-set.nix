builtins.partition (x: true) { a = 1; }
