# nixray: args="--option restrict-eval true"
builtins.pathExists /etc/hostname
