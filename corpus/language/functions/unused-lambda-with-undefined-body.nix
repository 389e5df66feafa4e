(x: y: nope) 1
