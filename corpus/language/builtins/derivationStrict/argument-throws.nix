builtins.derivationStrict (throw "first")
