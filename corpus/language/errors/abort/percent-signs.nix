abort "100% %s"
