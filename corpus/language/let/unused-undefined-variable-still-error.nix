let a = nope; in 1
