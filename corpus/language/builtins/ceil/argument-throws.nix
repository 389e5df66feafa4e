builtins.ceil (throw "first")
