let d = a: derivation { name = "n"; system = "s"; builder = "b"; inherit a; }; in [ (d 1 == d 1) (d 1 == d 2) ]
