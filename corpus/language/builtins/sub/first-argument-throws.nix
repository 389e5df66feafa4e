builtins.sub (throw "first") 2
