let x = assert x == 1; 1; in x
