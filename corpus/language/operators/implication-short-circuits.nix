false -> (throw "x")
