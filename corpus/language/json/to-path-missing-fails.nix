builtins.toJSON ./nonexistent
