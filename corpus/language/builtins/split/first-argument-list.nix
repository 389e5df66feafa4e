builtins.split [ "a" ] "bab"
