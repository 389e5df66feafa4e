let inn = 1; iff = 2; letter = 3; recc = 4; in [ inn iff letter recc ]
