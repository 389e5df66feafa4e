builtins.replaceStrings [ "a" ] { a = 1; } "a"
