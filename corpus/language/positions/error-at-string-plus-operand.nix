"one" +
  2
