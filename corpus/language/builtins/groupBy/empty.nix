builtins.groupBy (x: "a") [ ]
