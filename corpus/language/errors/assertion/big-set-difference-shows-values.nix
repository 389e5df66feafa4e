assert { a = { b = { c = { d = 1; }; }; }; } == 5; 1
