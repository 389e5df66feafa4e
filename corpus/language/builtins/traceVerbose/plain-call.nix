builtins.traceVerbose "message" 1
