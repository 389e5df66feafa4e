# nixray: args="--option max-call-depth 2"
toString [ [ 1 ] ]
