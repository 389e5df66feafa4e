{ __toString = s: "b"; } + { outPath = "c"; }
