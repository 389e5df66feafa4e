# nixray: print=parse
f: f 1 (f 2) [ 3 ] { a = 4; }
