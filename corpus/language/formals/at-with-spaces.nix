({ a } @ all : all) { a = 1; }
