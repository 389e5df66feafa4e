builtins.match "é" "é"
