builtins.attrNames (derivation { name = throw "n"; })
