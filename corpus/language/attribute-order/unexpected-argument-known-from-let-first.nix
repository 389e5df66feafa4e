let zz = 1; yy = 2; in ({ a }: a) { yy = 1; zz = 1; a = 1; }
