let x = builtins.trace "once" (throw "no"); y = builtins.trace "y" x; in [ (builtins.tryEval x) (builtins.tryEval y) (builtins.tryEval y) ]
