# nixray: print=raw
{ }
