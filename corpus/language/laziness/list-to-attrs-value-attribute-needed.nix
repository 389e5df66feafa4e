builtins.attrNames (builtins.listToAttrs [ { name = "a"; } ])
