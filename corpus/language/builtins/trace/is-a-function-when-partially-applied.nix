builtins.trace "message"
