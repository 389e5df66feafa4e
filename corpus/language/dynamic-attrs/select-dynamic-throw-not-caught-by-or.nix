{ a = 1; }.${throw "n"} or "none"
