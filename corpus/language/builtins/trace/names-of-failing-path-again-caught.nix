builtins.tryEval ({ a = throw "no"; }.${builtins.trace "name" "a"} or 1)
