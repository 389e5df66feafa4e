assert { zz = 1; name = 1; } == { zz = 2; name = 2; }; 1
