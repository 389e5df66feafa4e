builtins.toXML (builtins.fromJSON ''"\u0001\r"'')
