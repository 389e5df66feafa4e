# nixray: print=parse
# comment
x: /* inner */ y: x
