builtins.deepSeq [ 1 ] 2
