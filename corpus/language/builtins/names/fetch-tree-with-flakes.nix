# nixray: features=flakes
builtins ? fetchTree
