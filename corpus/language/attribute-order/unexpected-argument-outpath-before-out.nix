({ a }: a) { out = 1; outPath = 1; a = 1; }
