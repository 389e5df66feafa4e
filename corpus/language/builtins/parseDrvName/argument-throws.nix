builtins.parseDrvName (throw "first")
