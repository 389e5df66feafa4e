builtins.head { a = 1 + 1; b = throw "x"; }
