builtins.dirOf [ "a" ]
