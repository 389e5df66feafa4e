builtins.readFileType (throw "first")
