toString { __toString = self: "t"; outPath = "o"; }
