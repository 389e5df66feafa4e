builtins.match "[[:space:]]+" " \t\n\r"
