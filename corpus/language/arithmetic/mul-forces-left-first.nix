(throw "l") * (throw "r")
