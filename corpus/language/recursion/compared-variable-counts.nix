# nixray: print=strict args="--option max-call-depth 50"
let f = n: if 0 < n then f (n - 1) else n; in f 60
