builtins.isFunction (throw "first")
