builtins.compareVersions [ "a" ] "2"
