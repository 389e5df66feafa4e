# nixray: args="--option pure-eval true" as=expression
(derivation { name = "n"; system = "s"; builder = "b"; }).drvPath
