{ inherit (abort "no") a; } ? a
