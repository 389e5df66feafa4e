builtins.concatStringsSep ","
