# nixray: args="--option pure-eval yes"
builtins ? currentTime
