# nixray: print=lazy
[ 1 (1 + 1) "a" [ (2 + 2) ] ]
