let __div = x: y: "div"; in 1 / 2
