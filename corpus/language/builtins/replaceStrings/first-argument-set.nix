builtins.replaceStrings { a = 1; } [ "b" ] "a"
