builtins.foldl' (a: b: a // { ${b} = b; }) { } [ "x" "y" ]
