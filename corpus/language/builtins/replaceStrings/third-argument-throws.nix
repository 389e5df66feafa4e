builtins.replaceStrings [ "a" ] [ "b" ] (throw "third")
