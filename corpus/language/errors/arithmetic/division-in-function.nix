let f = x: 10 / x;
in f 0
