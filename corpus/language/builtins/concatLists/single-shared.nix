let l = [ 1 ]; in builtins.concatLists [ l ] == l
