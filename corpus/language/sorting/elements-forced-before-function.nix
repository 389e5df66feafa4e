builtins.sort (throw "f") [ (throw "x") ]
