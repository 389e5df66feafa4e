builtins.derivationStrict { name = "n"; system = "s"; builder = "b"; } 2
