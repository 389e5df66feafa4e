builtins.bitXor (throw "first") 3
