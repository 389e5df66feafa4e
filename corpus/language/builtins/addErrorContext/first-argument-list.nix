builtins.addErrorContext [ "a" ] (throw "body")
