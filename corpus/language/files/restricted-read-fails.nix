# nixray: args="--option restrict-eval true"
builtins.readFile /etc/hostname
