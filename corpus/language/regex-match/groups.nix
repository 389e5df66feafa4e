builtins.match "(a+)(b+)" "aabbb"
