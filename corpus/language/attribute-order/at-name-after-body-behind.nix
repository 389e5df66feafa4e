let f = { q5, q6 }@q7: q8: 1; q9 = 1; in { q9 = throw "q9"; q8 = throw "q8"; q7 = throw "q7"; }
