# nixray: args="--option max-call-depth 2"
builtins.elem [ 1 ] [ [ 1 ] ]
