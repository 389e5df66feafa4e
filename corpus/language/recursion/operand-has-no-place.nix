let x = x - 0; in x
