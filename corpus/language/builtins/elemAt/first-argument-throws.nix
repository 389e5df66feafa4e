builtins.elemAt (throw "first") 1
