"${{ __toString = { __functor = self: arg: arg.v; }; v = "f"; }}"
