(throw "l") / 0
