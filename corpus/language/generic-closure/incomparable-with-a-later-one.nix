builtins.genericClosure { startSet = [ { key = [ 7 "x" ]; } { key = [ 6 "x" ]; } { key = [ 7 2 ]; } ]; operator = x: [ ]; }
