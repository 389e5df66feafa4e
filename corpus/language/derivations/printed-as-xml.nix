# nixray: print=xml
{ d = derivation { name = "n"; system = "s"; builder = "b"; x = [ 1 ]; }; }
