builtins.div 6 (throw "second")
