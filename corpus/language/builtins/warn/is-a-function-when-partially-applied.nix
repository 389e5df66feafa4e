builtins.warn "message"
