builtins.typeOf (baseNameOf /a)
