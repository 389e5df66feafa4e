builtins.mul (throw "first") 3
