{ a = true; } ? a && true
