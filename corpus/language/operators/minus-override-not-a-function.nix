let __sub = 5; in 1 - 2
