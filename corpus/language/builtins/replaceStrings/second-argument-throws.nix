builtins.replaceStrings [ "a" ] (throw "second") "a"
