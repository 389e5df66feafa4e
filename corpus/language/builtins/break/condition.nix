if builtins.break (1 == 1) then 1 else 2
