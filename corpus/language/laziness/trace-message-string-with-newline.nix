builtins.trace "a\nb \"q\"" 1
