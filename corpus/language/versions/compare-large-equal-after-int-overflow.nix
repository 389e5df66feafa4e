builtins.compareVersions "18446744073709551617" "1"
