builtins.isList [ ] 2
