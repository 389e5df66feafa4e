builtins.attrNames { } 2
