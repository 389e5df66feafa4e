toString { __toString = self: "v${self.x}"; x = "1"; }
