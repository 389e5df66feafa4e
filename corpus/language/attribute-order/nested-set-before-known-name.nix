{ a = 1; a2.q2 = throw "1"; a2.q1 = throw "2"; q1 = throw "3"; }
