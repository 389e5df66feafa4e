builtins.abort null
