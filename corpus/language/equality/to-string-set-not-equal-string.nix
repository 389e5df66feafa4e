{ __toString = s: "a"; } == "a"
