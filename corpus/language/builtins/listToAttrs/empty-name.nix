builtins.listToAttrs [ { name = ""; value = 1; } ]
