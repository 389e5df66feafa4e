# nixray: print=json
/a/b
