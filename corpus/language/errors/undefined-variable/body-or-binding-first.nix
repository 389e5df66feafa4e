let a = one; in two
