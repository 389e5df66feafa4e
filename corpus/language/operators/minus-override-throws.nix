let __sub = a: b: throw "x"; in 1 - 2
