builtins.isAttrs (throw "first")
