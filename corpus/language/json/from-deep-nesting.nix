builtins.length (builtins.fromJSON "${builtins.concatStringsSep "" (builtins.genList (x: "[") 1000)}${builtins.concatStringsSep "" (builtins.genList (x: "]") 1000)}")
