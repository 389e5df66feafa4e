1 == (throw "b")
