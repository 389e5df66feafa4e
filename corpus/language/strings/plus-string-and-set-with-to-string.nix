"a" + { __toString = s: "b"; }
