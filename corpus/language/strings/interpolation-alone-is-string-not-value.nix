builtins.typeOf "${"a"}"
