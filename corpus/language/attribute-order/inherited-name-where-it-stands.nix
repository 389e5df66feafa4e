{ q1 = throw "1"; inherit ({ q3 = throw "3"; }) q3; }
