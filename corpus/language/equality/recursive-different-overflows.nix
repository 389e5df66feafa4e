let s = { a = s; }; t = { a = t; }; in s == t
