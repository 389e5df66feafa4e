true || (throw "x")
