{ a = throw "value"; }.a or 3
