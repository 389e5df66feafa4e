# nixray: args="--arg x 1"
{ y ? 2, ... }@a: a
