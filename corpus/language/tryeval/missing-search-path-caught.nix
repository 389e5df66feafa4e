builtins.tryEval <nonexistent>
