builtins.groupBy (x: "k") (throw "second")
