let a = one; b = two; in 1
