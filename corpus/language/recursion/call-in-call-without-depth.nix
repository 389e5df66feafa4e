# nixray: args="--option max-call-depth 0"
(x: (y: y) x) 1
