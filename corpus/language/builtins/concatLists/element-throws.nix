builtins.concatLists [ [ 1 ] (throw "x") ]
