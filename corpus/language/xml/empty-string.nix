builtins.toXML ""
