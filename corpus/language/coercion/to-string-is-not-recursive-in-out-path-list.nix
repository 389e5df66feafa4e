toString { outPath = [ "a" ]; }
