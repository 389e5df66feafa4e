builtins.warn [ "a" ] 1
