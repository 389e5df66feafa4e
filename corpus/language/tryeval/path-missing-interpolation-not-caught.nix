builtins.tryEval "${./nonexistent}"
