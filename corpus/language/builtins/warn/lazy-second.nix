builtins.length (builtins.warn "w" [ (throw "x") ])
