throw { __toString = s: "method"; }
