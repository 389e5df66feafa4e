# nixray: args="--option pure-eval true" as=expression
builtins.fetchurl "http://localhost/x"
