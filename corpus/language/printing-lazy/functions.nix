# nixray: print=lazy
[ (x: x) map (map (x: x)) ]
