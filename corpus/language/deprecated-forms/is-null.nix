[ (isNull null) (builtins.isNull 1) ]
