# nixray: args="-A 'a.\"b\"c'"
{ a.b = 1; }
