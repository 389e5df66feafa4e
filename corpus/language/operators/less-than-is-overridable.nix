let __lessThan = x: y: "lt"; in 1 < 2
