builtins.trace __curPos 1
