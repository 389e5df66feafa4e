let d = derivation { name = "n"; system = "s"; builder = "b"; }; in (derivation { name = "m"; system = "s"; builder = "b"; dep = "${d}"; }).drvPath
