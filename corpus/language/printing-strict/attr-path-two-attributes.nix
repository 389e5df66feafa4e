# nixray: args="-A a -A b"
{ a = 1; b = "two"; }
