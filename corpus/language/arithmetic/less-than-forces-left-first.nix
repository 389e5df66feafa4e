(throw "l") < (throw "r")
