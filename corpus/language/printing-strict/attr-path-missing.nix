# nixray: args="-A a.z"
{ a.b = 1; }
