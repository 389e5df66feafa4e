builtins.getEnv (throw "first")
