(throw "a") == (throw "b")
