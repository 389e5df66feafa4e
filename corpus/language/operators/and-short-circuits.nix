false && (throw "x")
