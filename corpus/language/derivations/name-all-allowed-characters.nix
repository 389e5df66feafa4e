(derivation { name = "aZ09+-._?="; system = "s"; builder = "b"; }).drvPath
