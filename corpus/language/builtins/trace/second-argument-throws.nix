builtins.trace "message" (throw "second")
