let s = { a.b.c = 5; }; x = "b"; in s.a.${x}."c"
