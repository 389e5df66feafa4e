builtins.match "[[=a=]]" "a"
