# nixray: args="--option restrict-eval true" env="A=b" as=expression
builtins.getEnv "A"
