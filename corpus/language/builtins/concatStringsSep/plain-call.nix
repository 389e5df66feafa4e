builtins.concatStringsSep "," [ "a" "b" ]
