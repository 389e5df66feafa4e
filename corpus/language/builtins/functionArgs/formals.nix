builtins.functionArgs ({ b ? 1, a, c ? throw "x", ... }: 1)
