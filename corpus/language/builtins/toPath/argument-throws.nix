builtins.toPath (throw "first")
