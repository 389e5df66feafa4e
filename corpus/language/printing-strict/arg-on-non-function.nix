# nixray: args="--arg b 1"
{ x = 1; }
