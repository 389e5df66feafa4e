# nixray: print=strict args="--option max-call-depth 8"
let s = n: { outPath = "${s (n - 1)}"; }; in "${s 30}"
