# nixray: print=lazy
rec { __overrides = { }; a = null; b = builtins.add; c = map; inherit map; }
