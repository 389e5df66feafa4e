1.5 + (throw "right")
