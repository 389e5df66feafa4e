builtins.concatStringsSep "," (throw "second")
