rec { map = 1; b = map; }
