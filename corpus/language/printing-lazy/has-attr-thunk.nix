# nixray: print=lazy
[ ({ a = 1; } ? a) ]
