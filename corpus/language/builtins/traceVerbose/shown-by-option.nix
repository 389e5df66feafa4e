# nixray: args="--option trace-verbose true"
builtins.traceVerbose "shown" 1
