builtins.replaceStrings [ "a" ]
