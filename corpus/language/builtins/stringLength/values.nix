map builtins.stringLength [ "" "a" "é" "a\nb" ''x'' ]
