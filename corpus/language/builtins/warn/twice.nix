builtins.warn "a" (builtins.warn "a" 1)
