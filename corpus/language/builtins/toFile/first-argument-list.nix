builtins.toFile [ "a" ] "content"
