[ (builtins.compareVersions "1.0rc1" "1.0") (builtins.compareVersions "1.0beta" "1.0rc") ]
