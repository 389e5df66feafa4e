"${{ __toString = self: throw "m"; }}"
