let a = abort "x"; in 1
