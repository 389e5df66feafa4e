builtins.baseNameOf [ "a" ]
