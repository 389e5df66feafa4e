builtins.isList (throw "first")
