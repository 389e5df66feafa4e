{ __toString = s: "b"; } + "a"
