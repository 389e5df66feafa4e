let d = derivation { name = "n"; system = "s"; builder = "b"; }; in builtins.toXML [ d d ]
