let __add = x: y: "no"; in 1 + 2
