builtins.toXML "é"
