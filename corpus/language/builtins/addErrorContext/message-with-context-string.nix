builtins.addErrorContext "${builtins.toFile "a" "b"}" (throw "x")
