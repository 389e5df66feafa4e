map toString [ 1 1.5 "a" true false null [ 1 [ 2 ] ] /a ]
