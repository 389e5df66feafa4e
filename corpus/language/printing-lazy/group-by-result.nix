# nixray: print=lazy
builtins.groupBy (x: if x > 1 then "big" else "small") [ 1 (1 + 1) ]
