# nixray: print=parse
[ 1.0 0.1 1.0e20 ]
