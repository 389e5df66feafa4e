# nixray: args="--arg y 'throw \"y\"'"
{ y }: 1
