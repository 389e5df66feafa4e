builtins.fromTOML ''a = "x\ty\n\"\\ \u00e9 \U0001F600"''
