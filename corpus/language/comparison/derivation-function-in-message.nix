5 < { a = derivation; }
