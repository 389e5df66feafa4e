builtins.fromTOML (throw "first")
