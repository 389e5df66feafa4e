map (o: (derivation { name = "n"; system = "s"; builder = "b"; outputs = o; }).drvPath) [ [ "out" "dev" ] [ "dev" "out" ] ]
