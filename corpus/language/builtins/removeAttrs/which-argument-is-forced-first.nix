builtins.removeAttrs (throw "first") (throw "second")
