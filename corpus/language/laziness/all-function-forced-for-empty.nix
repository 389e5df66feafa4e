builtins.all (throw "f") [ ]
