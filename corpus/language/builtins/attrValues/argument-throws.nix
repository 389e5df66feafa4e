builtins.attrValues (throw "first")
