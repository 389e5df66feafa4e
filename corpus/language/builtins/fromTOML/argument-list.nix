builtins.fromTOML [ "a" ]
