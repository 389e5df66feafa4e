builtins.add null 2
