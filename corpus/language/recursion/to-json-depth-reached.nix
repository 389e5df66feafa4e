# nixray: args="--option max-call-depth 4"
builtins.toJSON [ [ [ 1 ] ] ]
