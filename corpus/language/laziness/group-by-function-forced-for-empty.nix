builtins.groupBy (throw "f") [ ]
