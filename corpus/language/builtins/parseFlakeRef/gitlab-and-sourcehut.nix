# nixray: features=flakes
map builtins.parseFlakeRef [ "gitlab:a/b" "sourcehut:~a/b" ]
