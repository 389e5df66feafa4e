builtins.typeOf (builtins.break [ ])
