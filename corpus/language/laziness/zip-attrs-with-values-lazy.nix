builtins.attrNames (builtins.zipAttrsWith (n: vs: throw n) [ { a = throw "x"; } ])
