builtins.break (throw "first")
