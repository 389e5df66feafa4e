# nixray: args="--option max-call-depth 4"
[ [ [ [ 1 ] ] ] ] == [ [ [ [ 1 ] ] ] ]
