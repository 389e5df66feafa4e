# nixray: print=json
[ ../fixtures/plain.txt ]
