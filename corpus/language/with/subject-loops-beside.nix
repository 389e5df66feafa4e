let a = with b; c; b = with a; d; in a
