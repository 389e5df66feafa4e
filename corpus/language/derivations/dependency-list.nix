let d = derivation { name = "dep"; system = "s"; builder = "b"; outputs = [ "out" "dev" ]; }; in (derivation { name = "n"; system = "s"; builder = "b"; ds = [ d d.dev ]; }).drvPath
