builtins.compareVersions "2020-01-02" "2020-01-10"
