let q = if q1 then q2 else q3; q1 = q2; q2 = 1; q3 = 1; in { q3 = throw "3"; q2 = throw "2"; }
