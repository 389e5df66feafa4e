let name = "b"; in { a = 1; }.a.${name + "x"}.${toString { }}
