# nixray: args="-A 'a.\"b.c\"'"
{ a."b.c" = 42; }
