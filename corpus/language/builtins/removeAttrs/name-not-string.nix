removeAttrs { a = 1; } [ null ]
