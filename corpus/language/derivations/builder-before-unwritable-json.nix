derivation { name = "a"; builder = ""; system = "x"; __structuredAttrs = true; y = builtins.substring 0 1 "é"; }
