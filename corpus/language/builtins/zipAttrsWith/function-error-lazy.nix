builtins.attrNames (builtins.zipAttrsWith (n: throw n) [ { a = 1; } ])
