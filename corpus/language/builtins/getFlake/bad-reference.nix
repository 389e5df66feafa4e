# nixray: features=flakes
builtins.getFlake "a b"
