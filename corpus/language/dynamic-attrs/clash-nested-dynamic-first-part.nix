let n = "a"; in { ${n}.b = 1; ${n}.c = 2; }
