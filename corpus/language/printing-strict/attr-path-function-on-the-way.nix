# nixray: args="-A a.b"
{ a = { x ? 3 }: { b = x; }; }
