let ${null} = 1; in 2
