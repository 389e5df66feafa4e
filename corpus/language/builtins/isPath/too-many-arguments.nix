builtins.isPath /a 2
