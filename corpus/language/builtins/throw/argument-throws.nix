builtins.throw (throw "first")
