builtins.isNull (throw "first")
