# nixray: args="--arg a '1 + 1'"
{ a }: [ a ]
