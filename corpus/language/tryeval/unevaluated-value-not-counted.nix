(builtins.tryEval (x: throw "x")).success
