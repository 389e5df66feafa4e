let n = "z"; in { a = 1; }.${n} or "none"
