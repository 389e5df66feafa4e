toString "a"
