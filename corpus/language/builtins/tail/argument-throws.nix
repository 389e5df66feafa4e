builtins.tail (throw "first")
