builtins.length (builtins.genericClosure { startSet = [ { key = 1; } ]; operator = x: [ ]; other = throw "x"; })
