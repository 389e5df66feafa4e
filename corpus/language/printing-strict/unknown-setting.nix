# nixray: args="--option no-such 1"
1
