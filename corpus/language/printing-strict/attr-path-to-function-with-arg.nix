# nixray: args="--arg x 2 -A f"
{ f = { x ? 1 }: x; }
