builtins.getEnv /a
