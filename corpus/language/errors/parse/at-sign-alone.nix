@a: a
