let f = q7@{ q5, q6 }: 1; in { q5 = throw "q5"; q6 = throw "q6"; q7 = throw "q7"; }
