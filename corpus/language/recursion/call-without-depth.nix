# nixray: args="--option max-call-depth 0"
(x: x) 1
