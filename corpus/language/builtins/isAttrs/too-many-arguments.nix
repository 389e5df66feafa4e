builtins.isAttrs { } 2
