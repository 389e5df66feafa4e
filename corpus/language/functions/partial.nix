let add = x: y: x + y; inc = add 1; in inc 2
