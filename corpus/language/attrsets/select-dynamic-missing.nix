let n = "b"; in { a = 1; }.${n}
