# nixray: args="--option max-call-depth 3"
builtins.toXML [ [ [ 1 ] ] ]
