let s = { f = (y: x: x) 1; }; in s == s
