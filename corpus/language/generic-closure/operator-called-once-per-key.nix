builtins.length (builtins.genericClosure { startSet = [ { key = 1; } { key = 1; } ]; operator = x: builtins.trace "op" [ { key = 1; } { key = 2; } ]; })
