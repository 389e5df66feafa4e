[ map ] == [ builtins.map ]
