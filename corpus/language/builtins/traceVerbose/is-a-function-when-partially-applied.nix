builtins.traceVerbose "message"
