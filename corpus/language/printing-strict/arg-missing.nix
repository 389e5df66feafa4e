# nixray: args="--arg b 1"
{ a }: a
