"${{ __toString = self: ../fixtures/plain.txt; }}"
