# nixray: print=strict args="--option max-call-depth 2"
let a = -b; b = -c; c = -d; d = 1; in a
