# nixray: args="--option pure-eval true --impure"
builtins ? currentTime
