builtins.replaceStrings [ "a" "ab" ] [ "Y" "X" ] "abac"
