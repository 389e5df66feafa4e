builtins.pathExists (throw "first")
