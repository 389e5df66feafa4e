builtins.tryEval (builtins.warn "w" 1)
