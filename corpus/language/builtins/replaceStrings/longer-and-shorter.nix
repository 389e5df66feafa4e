builtins.replaceStrings [ "x" "yy" ] [ "long" "" ] "xyyxy"
