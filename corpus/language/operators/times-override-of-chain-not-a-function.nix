let __mul = 5; in 1 * 2 * 3
