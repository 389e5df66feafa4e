builtins.match "[.]" "a"
