let mk = a: derivation { name = "n"; system = "s"; builder = "b"; inherit a; }; in (mk (mk 1)).drvPath == (mk (mk 2)).drvPath
