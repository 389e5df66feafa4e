assert let x = 1; y = { inherit x; z = [ 1 "s" ]; }; in false; 1
