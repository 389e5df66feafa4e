builtins.trace [ "a" 1 null 1.5 ./x ] 1
