builtins.match "a+?" "aa"
