# nixray: args="-A a..b"
{ a.b = 1; }
