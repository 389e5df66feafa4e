builtins.warn "message" (throw "second")
