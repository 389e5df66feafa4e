builtins.concatStringsSep null [ "a" "b" ]
