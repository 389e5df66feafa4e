1 + { }.a or "x\ny"
