# nixray: args="--option max-call-depth 50"
let f = n: if n > 0 then f (n - 1) else 0; in f 60
