assert (let a = 1; b.c = a; in b ? d); 1
