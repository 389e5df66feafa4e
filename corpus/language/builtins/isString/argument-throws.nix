builtins.isString (throw "first")
