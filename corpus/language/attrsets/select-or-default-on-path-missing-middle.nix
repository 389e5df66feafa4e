{ a = 1; }.b.c.d or 3
