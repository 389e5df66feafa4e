builtins.warn "one\ntwo" 1
