builtins.concatStringsSep "-" [ "" "" "" ]
