builtins.split ".*" "a\nb"
