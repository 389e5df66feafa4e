builtins.zipAttrsWith (n: vs: "${n}${toString (builtins.length vs)}") [ { a = 1; } { a = 2; b = 3; } ]
