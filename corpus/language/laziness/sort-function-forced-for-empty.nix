builtins.sort (throw "f") [ ]
