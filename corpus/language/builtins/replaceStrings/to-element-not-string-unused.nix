builtins.replaceStrings [ "b" ] [ 1 ] "a"
