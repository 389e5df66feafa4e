abort "a\nb"
