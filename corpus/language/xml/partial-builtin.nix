builtins.toXML (map (x: x))
