builtins.isFloat (throw "first")
