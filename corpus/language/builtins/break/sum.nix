let x = break (1+1); in x + 1
