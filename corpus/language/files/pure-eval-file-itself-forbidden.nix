# nixray: args="--option pure-eval true"
1
