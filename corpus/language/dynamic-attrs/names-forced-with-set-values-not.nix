builtins.attrNames { ${builtins.trace "name" "a"} = throw "value"; }
