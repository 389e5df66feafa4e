let f = x: y: false; in assert f 1 { a = [ ]; }; 1
