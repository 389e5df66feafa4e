throw { __toString = s: "coerced"; }
