# nixray: args="--option max-call-depth 3"
toString [ [ 1 ] ]
