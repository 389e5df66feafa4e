"${{ __toString = self: x: x; }}"
