builtins.attrNames { a = throw "a"; }
