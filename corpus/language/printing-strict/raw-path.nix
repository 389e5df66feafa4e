# nixray: print=raw
/a/b
