builtins.groupBy (x: "k")
