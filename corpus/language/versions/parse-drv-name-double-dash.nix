builtins.parseDrvName "a--1"
