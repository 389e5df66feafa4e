# nixray: args="--arg b 1"
{ a ? 5, ... }@args: args
