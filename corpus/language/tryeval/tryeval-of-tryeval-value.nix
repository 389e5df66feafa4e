(builtins.tryEval (builtins.tryEval 5).value).value
