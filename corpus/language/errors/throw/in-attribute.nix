{ a = throw "attr"; }.a
