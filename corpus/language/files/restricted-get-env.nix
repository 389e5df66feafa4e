# nixray: args="--option restrict-eval true" env="A=b"
builtins.getEnv "A"
