let s = { a = 1; }; in map (x: s) [ 1 2 ]
