builtins.fetchurl { zz = 1; aa = 2; value = 1; }
