builtins.compareVersions (throw "first") (throw "second")
