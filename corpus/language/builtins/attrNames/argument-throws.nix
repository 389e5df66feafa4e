builtins.attrNames (throw "first")
