# nixray: args="-A x"
{ a ? 1 }: { x = a; }
