# nixray: print=lazy args="--xml --no-location"
{ a = 1 + 1; b = 2; c = [ (1 + 1) ]; }
