builtins.readDir (throw "first")
