{ "${{ __toString = s: "a"; }}" = 2; }
