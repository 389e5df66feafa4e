let n = "a b"; in { }.${n}
