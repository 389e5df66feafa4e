builtins.scopedImport (throw "first") (throw "second")
