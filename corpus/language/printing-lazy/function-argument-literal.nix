# nixray: print=lazy
(x: [ x ]) 1
