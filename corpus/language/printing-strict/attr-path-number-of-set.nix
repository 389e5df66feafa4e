# nixray: args="-A a.0"
{ a.b = 1; }
