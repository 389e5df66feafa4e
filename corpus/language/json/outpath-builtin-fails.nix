builtins.toJSON { a = { outPath = builtins.map; }; }
