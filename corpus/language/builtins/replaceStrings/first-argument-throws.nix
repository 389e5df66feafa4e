builtins.replaceStrings (throw "first") [ "b" ] "a"
