true &&
  1
