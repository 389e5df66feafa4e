builtins.toJSON (throw "first")
