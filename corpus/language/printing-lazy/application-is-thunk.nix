# nixray: print=lazy
[ (toString 1) (map (x: x) [ 1 ]) ]
