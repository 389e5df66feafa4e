let s = { }; in { a = s; a.b = 1; }
