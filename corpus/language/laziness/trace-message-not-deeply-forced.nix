builtins.trace { a = throw "x"; b = 1 + 1; } 1
