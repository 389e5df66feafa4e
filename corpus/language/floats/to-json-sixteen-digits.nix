builtins.toJSON 1.0e15
