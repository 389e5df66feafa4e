let __curPos = 1; in 2
