let f = x: 1; or = 2; in 1
