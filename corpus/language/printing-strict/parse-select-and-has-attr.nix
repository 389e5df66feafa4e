# nixray: print=parse
a: [ a.b a.b.c a.${a}."x y" (a.b or 1) (a ? b.c) (a ? ${a}) ]
