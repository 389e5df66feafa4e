builtins.stringLength (throw "first")
