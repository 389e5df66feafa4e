with { or = 3; }; (x: y: [ x y ]) 1 or
