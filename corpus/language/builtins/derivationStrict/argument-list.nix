builtins.derivationStrict [ 1 ]
