# nixray: args="--option max-call-depth 50"
let f = n: [ (f (n - 1)) ] == [ 1 ]; in f 60
