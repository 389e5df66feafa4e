builtins.warn (throw "first") 1
