builtins.traceVerbose (throw "first") 1
