builtins.split "^.*$" "ab"
