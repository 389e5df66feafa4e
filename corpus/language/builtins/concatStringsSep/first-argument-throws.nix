builtins.concatStringsSep (throw "first") [ "a" "b" ]
