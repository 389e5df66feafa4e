(all@{ a ? 1 }: all) { }
