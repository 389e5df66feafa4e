let s = [ (if true then { key = 1; f = throw "x"; } else 1) ]; r = builtins.genericClosure { startSet = s; operator = x: if [ x ] == s then [ ] else [ { key = 2; } ]; }; in builtins.length r
