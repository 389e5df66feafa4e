builtins.replaceStrings [ "a" "b" ] [ "x" (throw "unused") ] "a"
