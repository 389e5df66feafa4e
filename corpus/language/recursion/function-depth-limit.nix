let f = n: n + f n; in f 1
