builtins.attrNames { inherit (throw "x") a; }
