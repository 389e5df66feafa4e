# nixray: args="--option restrict-eval true"
1
