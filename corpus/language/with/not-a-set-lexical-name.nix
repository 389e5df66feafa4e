let a = 1; in with 2; a
