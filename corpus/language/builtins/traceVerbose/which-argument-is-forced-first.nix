builtins.traceVerbose (throw "first") (throw "second")
