(throw "l") / (throw "r")
