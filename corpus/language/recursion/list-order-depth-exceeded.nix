# nixray: args="--option max-call-depth 2"
[ [ [ 1 ] ] ] < [ [ [ 2 ] ] ]
