builtins.concatStringsSep (throw "first") (throw "second")
