# nixray: features=flakes
builtins.getFlake 1
