builtins.deepSeq (builtins.listToAttrs [ { name = "q" + "2"; value = throw "q2"; } { name = "q" + "1"; value = throw "q1"; } ]) 1
