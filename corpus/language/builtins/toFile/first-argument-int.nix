builtins.toFile 1 "content"
