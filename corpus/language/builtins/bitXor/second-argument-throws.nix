builtins.bitXor 6 (throw "second")
