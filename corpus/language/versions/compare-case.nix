builtins.compareVersions "1.A" "1.a"
