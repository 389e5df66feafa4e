builtins.toJSON { a = [ 1 (throw "x") ]; }
