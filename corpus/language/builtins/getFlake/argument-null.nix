# nixray: features=flakes
builtins.getFlake null
