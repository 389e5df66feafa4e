builtins.match "(a)*" ""
