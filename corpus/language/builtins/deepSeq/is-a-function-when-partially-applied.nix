builtins.deepSeq [ 1 ]
