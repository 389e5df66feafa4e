builtins.match "\"([^\"]*)\"" "\"abc\""
