toString [ 1 2.5 "a" true null ]
