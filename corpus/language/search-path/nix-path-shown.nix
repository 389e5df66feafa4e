# nixray: env="NIX_PATH=a=/x:/y"
builtins.nixPath
