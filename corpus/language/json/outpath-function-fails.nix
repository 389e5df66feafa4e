builtins.toJSON { a = { outPath = x: x; }; }
