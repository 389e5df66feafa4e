builtins.isPath /a
