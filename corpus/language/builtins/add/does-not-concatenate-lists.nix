builtins.add [ ] [ ]
