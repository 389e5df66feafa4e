let __sub = x: y: "sub"; in 1 - 2
