{ a = 1; }.a or (abort "no")
