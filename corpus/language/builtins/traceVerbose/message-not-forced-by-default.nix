builtins.traceVerbose (throw "x") 1
