builtins.toXML ({ }: 1)
