with abort "no"; 1
