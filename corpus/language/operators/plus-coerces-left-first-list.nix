[ ] + (abort "the right one is not looked at")
