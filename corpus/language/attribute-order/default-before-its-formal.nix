let f = { q5 ? q6, q6 ? 1 }: 1; in { q5 = throw "q5"; q6 = throw "q6"; }
