# nixray: args="-A f"
{ f = { x ? 1 }: x; }
