# nixray: args="--option max-call-depth 2"
{ a.b.c = 1; }
