builtins.split ".*" "ab"
