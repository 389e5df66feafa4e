[ (abort "a") ] == [ ]
