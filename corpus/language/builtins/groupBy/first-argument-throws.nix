builtins.groupBy (throw "first") [ 1 ]
