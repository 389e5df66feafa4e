builtins.tryEval "${throw "x"}"
