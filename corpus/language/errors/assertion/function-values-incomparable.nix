let f = x: x; in assert { inherit f; } == { f = x: x; }; 1
