builtins.toXML [ [ ] { } ]
