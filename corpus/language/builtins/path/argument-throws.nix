builtins.path (throw "first")
