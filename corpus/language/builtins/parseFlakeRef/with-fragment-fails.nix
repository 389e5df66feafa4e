# nixray: features=flakes
builtins.parseFlakeRef "github:a/b#c"
