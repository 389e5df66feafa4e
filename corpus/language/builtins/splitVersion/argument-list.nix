builtins.splitVersion [ "a" ]
