(throw "left") >= (throw "right")
