builtins.intersectAttrs (builtins.listToAttrs (builtins.genList (i: { name = "n${toString i}"; value = i; }) 50)) { n7 = "right"; x = 1; }
