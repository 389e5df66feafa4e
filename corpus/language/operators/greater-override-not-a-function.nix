let __lessThan = 5; in 1 > 2
