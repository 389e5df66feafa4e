builtins.head (throw "first")
