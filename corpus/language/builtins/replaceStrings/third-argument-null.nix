builtins.replaceStrings [ "a" ] [ "b" ] null
