builtins.fromJSON (throw "first")
