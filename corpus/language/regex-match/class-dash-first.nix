builtins.match "[-a]+" "-a"
