builtins.isString "a" 2
