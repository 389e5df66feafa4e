builtins.tryEval (builtins.readFile ./nonexistent)
