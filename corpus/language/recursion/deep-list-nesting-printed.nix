builtins.stringLength (builtins.toJSON (builtins.foldl' (a: b: [ a ]) 1 (builtins.genList (x: x) 500)))
