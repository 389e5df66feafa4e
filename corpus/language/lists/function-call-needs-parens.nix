builtins.length [ toString 1 ]
