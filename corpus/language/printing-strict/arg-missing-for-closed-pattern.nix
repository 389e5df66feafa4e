# nixray: args="--arg x 1"
{ y }: y
