builtins.sort builtins.lessThan [ "b" "a" "B" "10" "9" ]
