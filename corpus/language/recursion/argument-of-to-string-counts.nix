# nixray: print=strict args="--option max-call-depth 1"
let f = x: x; in toString (f 1)
