# nixray: args="-A a.b"
{ a = 1; }
