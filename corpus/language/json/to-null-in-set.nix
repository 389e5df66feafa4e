builtins.toJSON { a = null; }
