builtins.import "a/b"
