builtins.match "]" "]"
