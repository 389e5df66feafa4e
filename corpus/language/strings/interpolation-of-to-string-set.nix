"${{ __toString = self: self.x; x = "ok"; }}"
