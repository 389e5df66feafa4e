builtins.toJSON 1
