builtins.concatStringsSep ":" [ (derivation { name = "n"; system = "s"; builder = "b"; }) ]
