builtins.replaceStrings [ "a" (throw "from") ] [ "x" "y" ] "a"
