"${{ __toString = self: { __toString = s: "deep"; }; }}"
