builtins.stringLength "${"a"}${throw "b"}"
