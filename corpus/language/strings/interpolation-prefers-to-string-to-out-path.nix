"${{ __toString = self: "a"; outPath = "b"; }}"
