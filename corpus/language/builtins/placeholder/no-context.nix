builtins.hasContext (placeholder "out")
