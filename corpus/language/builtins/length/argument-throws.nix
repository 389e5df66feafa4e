builtins.length (throw "first")
