{ a = throw "a"; b = throw "b"; }
