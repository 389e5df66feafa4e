(all@{ a }: all) { a = 1; }
