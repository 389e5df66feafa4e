builtins.match "a" [ "a" ]
