builtins.hasContext (builtins.concatStringsSep "," [ "a" (builtins.toFile "a" "b") ])
