builtins.throw null
