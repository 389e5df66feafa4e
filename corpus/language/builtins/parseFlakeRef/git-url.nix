# nixray: features=flakes
builtins.parseFlakeRef "git+https://example.org/r.git?ref=main&rev=0123456789012345678901234567890123456789"
