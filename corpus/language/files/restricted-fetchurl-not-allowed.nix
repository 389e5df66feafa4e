# nixray: args="--option restrict-eval true" as=expression
builtins.fetchurl "http://localhost/x"
