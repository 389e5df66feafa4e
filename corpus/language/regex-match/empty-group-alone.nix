builtins.match "()" ""
