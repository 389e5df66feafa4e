# nixray: print=lazy
[ (1) ("a") ([ ]) ]
