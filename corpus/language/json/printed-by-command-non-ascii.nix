# nixray: print=json
"é\t"
