let z = { c.a = 1; c.value = 7; }; in { a = throw "a"; b = 0; c = throw "c"; }
