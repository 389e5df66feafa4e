let n = "k"; in assert { ${n} = false; }.k; 1
