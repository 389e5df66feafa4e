# nixray: print=lazy
[ (-1) (1 - 2) (!true) ]
