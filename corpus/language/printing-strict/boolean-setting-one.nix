# nixray: args="--option pure-eval 1"
builtins ? currentTime
