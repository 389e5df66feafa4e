builtins.match "[^]a]+" "bcd"
