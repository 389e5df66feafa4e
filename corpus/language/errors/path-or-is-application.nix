../fixtures/missing.a or 1.5
