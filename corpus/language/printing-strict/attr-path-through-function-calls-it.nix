# nixray: args="-A f.r"
{ f = { x ? 1 }: { r = x; }; }
