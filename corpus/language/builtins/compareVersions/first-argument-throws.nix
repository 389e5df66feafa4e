builtins.compareVersions (throw "first") "2"
