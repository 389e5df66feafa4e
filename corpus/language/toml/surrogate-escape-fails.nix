builtins.fromTOML ''a = "abc\ud800 x"''
