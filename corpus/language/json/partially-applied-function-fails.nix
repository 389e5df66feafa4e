builtins.toJSON { a = (x: y: x) 1; }
