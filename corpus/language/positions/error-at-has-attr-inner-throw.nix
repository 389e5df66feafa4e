{ a = throw "in a"; }
  ? a.b
