# nixray: args="-A a."
{ a.b = 1; }
