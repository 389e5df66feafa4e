builtins.groupBy (throw "first") (throw "second")
