builtins.genericClosure { startSet = [ { key = null; } ]; operator = x: [ ]; }
