builtins.addErrorContext ../fixtures/missing (throw "inner")
