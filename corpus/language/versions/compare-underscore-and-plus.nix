builtins.compareVersions "1_0" "1+0"
