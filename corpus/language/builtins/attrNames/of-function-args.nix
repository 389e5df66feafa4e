builtins.attrNames (builtins.functionArgs ({ b, a }: 1))
