builtins.attrValues { } 2
