# nixray: args="--option max-call-depth 3"
builtins.toJSON [ [ [ 1 ] ] ]
