builtins.toXML map
