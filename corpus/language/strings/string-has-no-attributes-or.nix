"abc".a or "default"
