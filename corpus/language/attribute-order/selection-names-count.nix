let q = q2.q1 or q3; q2 = { }; q3 = 1; in { q3 = throw "3"; q1 = throw "1"; }
