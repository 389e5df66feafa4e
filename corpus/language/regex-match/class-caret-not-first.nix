builtins.match "[a^]+" "^a"
