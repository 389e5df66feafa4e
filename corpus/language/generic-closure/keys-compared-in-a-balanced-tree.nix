builtins.genericClosure { startSet = [ { key = 1.5; } { key = 2.5; } { key = 3.5; } { key = 0.5; } { key = 4.5; } { key = 5.5; } { key = "x"; } ]; operator = x: [ ]; }
