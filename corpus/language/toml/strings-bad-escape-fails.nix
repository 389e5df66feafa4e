builtins.fromTOML ''a = "\x"''
