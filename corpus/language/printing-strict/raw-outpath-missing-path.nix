# nixray: print=raw
{ outPath = /nonexistent; }
