builtins.groupBy (x: "k") 1
