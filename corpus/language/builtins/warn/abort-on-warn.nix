# nixray: args="--option abort-on-warn true"
builtins.warn "fatal" 1
