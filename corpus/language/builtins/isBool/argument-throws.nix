builtins.isBool (throw "first")
