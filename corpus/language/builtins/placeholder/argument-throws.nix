builtins.placeholder (throw "first")
