throw (builtins.concatStringsSep " " (builtins.genList toString 100))
