builtins.getEnv [ "a" ]
