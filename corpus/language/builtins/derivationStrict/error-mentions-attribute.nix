builtins.derivationStrict { name = "n"; system = "s"; builder = "b"; bad = throw "x"; }
