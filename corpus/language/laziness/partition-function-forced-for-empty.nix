builtins.partition (throw "f") [ ]
