builtins.tryEval (derivation { }).drvPath
