builtins.add (throw "first") 2
