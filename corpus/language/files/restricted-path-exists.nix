# nixray: args="--option restrict-eval true" as=expression
builtins.pathExists /etc/hostname
