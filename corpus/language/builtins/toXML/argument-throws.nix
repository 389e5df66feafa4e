builtins.toXML (throw "first")
