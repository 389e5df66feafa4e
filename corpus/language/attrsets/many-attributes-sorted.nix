builtins.attrNames { z = 1; y = 1; x = 1; aa = 1; a = 1; ab = 1; Z = 1; }
