builtins.toFile null "content"
