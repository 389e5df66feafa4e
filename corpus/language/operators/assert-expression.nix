let a = 1; in assert a > 2; a
