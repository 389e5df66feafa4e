builtins.toXML [ 1 1.5 true false null "a" ]
