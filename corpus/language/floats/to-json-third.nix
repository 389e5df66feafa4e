builtins.toJSON (1 / 3.0)
