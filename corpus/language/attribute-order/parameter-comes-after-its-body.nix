let f = q8: q9; q9 = 1; in { q8 = throw "q8"; q9 = throw "q9"; }
