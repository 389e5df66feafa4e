let s = { a = 1; inherit s; }; in s
