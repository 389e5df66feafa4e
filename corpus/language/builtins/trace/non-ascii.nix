builtins.trace "é" 1
