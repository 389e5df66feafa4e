builtins.addErrorContext null (throw "body")
