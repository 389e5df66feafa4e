let a = { b = { c = a; }; }; in a
