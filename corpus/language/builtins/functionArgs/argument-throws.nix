builtins.functionArgs (throw "first")
