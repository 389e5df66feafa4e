builtins.path { path = ../fixtures/dir/sub; name = "s"; filter = p: t: builtins.isString p && builtins.isString t; }
