builtins.length (builtins.attrValues { a = throw "a"; })
