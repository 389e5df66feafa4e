builtins.fromTOML "a = [ # one\n 1, # two\n 2 ]"
