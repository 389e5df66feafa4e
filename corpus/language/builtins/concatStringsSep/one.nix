builtins.concatStringsSep "," [ "a" ]
