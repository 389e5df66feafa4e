1 +
  "two"
