let d = derivation { name = "dep"; system = "s"; builder = "b"; }; in (derivation { name = "n"; system = "s"; builder = "b"; inherit d; }).drvPath
