# nixray: args="-A a.b"
{ a = { x }: { b = x; }; }
