builtins.toJSON { a = builtins.map (x: x); }
