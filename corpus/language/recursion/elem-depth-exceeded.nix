# nixray: args="--option max-call-depth 1"
builtins.elem [ 1 ] [ [ 1 ] ]
