({ a, ... }@all: all) { a = 1; b = 2; }
