let f = x: { y = x; }; in with f 3; y
