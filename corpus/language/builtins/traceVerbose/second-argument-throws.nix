builtins.traceVerbose "message" (throw "second")
