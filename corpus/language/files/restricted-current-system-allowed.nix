# nixray: args="--option restrict-eval true" as=expression
builtins.currentSystem
