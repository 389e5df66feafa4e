builtins.attrNames (builtins.fromJSON ''{"toString": 1, "type": "derivation"}'')
