(__sub: 3 - 1) (x: y: y)
