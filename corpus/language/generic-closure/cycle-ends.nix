map (x: x.key) (builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = if x.key == 2 then 0 else x.key + 1; } ]; })
