let x = 3; in if x == 1 then "a" else if x == 2 then "b" else "c"
