# nixray: print=strict args="--option max-call-depth 50"
let f = n: n * f (n - 1); in f 60
