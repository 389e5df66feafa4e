builtins.concatStringsSep [ "a" ] [ "a" "b" ]
