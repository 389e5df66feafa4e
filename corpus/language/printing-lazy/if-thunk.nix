# nixray: print=lazy
[ (if true then 1 else 2) ]
