/a.b.c
