# nixray: print=lazy
({ foo ? 1 }@b: rec { foo = b; b = 1; }) { foo = 1; }
