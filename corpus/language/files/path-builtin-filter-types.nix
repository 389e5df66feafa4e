builtins.path { path = ../fixtures/dir; name = "d"; filter = p: t: builtins.trace "${baseNameOf p} ${t}" true; }
