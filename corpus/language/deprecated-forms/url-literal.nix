https://example.org/path
