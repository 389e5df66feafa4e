builtins.match "[]a]+" "]a]"
