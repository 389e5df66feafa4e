builtins.ceil true
