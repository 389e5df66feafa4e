{ a = throw "attribute"; }.a.${throw "name"} or 3
