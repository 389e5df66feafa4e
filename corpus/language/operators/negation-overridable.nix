let __sub = x: y: [ x y ]; in -5
