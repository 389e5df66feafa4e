# nixray: args="--arg a 1"
{ a, b ? 2 }: a + b
