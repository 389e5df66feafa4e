# nixray: features=flakes
builtins.parseFlakeRef "github:a/b?dir=x&host=h.org"
