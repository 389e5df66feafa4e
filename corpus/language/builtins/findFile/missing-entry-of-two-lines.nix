builtins.findFile [ { path = "a\nb"; prefix = "a"; } ] "a"
