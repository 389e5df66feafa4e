[ (builtins.typeOf import) (builtins.typeOf toString) ]
