builtins.fromJSON [ "a" ]
