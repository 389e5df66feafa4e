builtins.fromJSON ''{"": 1}''
