builtins.filterSource (p: t: true) "a/b"
