let a = throw "a"; in 1
