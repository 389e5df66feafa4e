# nixray: args="--option max-call-depth 3"
[ [ [ [ 1 ] ] ] ] == [ [ [ [ 1 ] ] ] ]
