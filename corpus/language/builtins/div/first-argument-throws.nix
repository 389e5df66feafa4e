builtins.div (throw "first") 3
