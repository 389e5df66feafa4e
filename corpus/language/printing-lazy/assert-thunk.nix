# nixray: print=lazy
[ (assert true; 1) ]
