builtins.genList (x: 9223372036854775807 + x) 2
