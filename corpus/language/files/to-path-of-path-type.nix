builtins.typeOf (builtins.toPath /a)
