builtins.convertHash (throw "first")
