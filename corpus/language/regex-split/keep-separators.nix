builtins.concatStringsSep "|" (map (x: if builtins.isList x then "<${builtins.head x}>" else x) (builtins.split "([-+])" "1-2+3"))
