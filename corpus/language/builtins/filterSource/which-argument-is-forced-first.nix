builtins.filterSource (throw "first") (throw "second")
