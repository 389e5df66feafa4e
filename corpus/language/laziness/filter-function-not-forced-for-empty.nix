builtins.filter (throw "f") [ ]
