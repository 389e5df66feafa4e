map builtins.hasContext (builtins.attrNames { a = 1; })
