# nixray: print=lazy
[ __curPos ]
