builtins.any (throw "f") [ ]
