builtins.length [ (builtins.break (x: x)) ]
