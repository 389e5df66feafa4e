# nixray: args="-A x"
{ __functor = self: { y ? 4 }: { x = y; }; }
