let x = map (v: builtins.warn "once" (throw v)) [ "no" ]; in builtins.seq (builtins.tryEval (builtins.head x)) (builtins.elemAt x 0)
