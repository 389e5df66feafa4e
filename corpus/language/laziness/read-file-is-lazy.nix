(x: 1) (builtins.readFile ./nonexistent)
