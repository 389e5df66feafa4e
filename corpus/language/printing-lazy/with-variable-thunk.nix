# nixray: print=lazy
with { a = 1; }; [ a ]
