/a-1/b+c/d_e/f.g
