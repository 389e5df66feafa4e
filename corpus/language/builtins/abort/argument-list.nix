builtins.abort [ "a" ]
