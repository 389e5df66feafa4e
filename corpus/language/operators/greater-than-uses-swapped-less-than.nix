let __lessThan = x: y: [ x y ]; in 1 > 2
