assert { y = 1; c = 1; value = 1; } == { name = 1; system = 2; builder = 3; }; 1
