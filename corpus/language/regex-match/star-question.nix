builtins.match "a*?" "aa"
