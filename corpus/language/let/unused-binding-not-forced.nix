let a = throw "x"; in 1
