builtins.warn "message" 1
