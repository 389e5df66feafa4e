# nixray: print=raw
"a\"b\n"
