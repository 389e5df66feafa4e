builtins.length (builtins.match "(a*)b" (builtins.concatStringsSep "" (builtins.genList (x: "a") 500 ++ [ "b" ])))
