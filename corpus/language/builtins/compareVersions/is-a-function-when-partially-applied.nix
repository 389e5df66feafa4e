builtins.compareVersions "1"
