# nixray: args="--option max-call-depth 0"
toString 1
