true && (throw "x")
