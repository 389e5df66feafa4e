builtins.isPath (throw "first")
