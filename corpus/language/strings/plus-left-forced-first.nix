(1 + (throw "inner")) + (throw "right")
