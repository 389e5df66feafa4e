[ 1 (-1) 1.5 "a" true false null /a ]
