# nixray: args="-A ''"
{ a = 1; }
