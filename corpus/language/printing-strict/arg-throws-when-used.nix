# nixray: args="--arg y 'throw \"y\"'"
{ y }: y
