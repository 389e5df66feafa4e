{ a = throw "x"; }.a.b or 3
