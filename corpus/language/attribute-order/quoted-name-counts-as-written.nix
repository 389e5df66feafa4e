{ "q2" = throw "q2"; q1 = throw "q1"; }
