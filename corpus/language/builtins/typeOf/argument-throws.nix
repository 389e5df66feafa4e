builtins.typeOf (throw "first")
