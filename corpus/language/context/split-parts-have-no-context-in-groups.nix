builtins.getContext (builtins.concatStringsSep "" (builtins.head (builtins.tail (builtins.split "(-)" (builtins.toFile "a" "b")))))
