let s = [ (if true then { key = 1; f = throw "x"; } else 1) ]; r = builtins.genericClosure { startSet = s; operator = _: [ ]; }; in r == s
