builtins.placeholder [ "a" ]
