let __mul = x: y: "mul"; in 1 * 2
