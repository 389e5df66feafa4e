# nixray: args="--option pure-eval true" as=expression
builtins.currentSystem
