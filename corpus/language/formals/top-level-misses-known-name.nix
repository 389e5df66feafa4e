# nixray: args="--arg y 1"
{ foo, x }: 1
